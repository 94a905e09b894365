"""What a number is of, where its own clause does not say it whole."""

import pytest
from drafting.test_draft import said

# Sentences of ours, and the name of each figure in order.
NAMES = {
    # what becomes of what is counted
    "12个贫困村全部摘帽。": ["贫困村摘帽"],
    "7条生产线均已投产。": ["生产线投产"],
    "3000名学生受益。": ["学生受益人数"],
    # what a bare noun is of stands before it
    "新建果园3万亩，总面积达到8万亩。": ["新建果园", "果园总面积"],
    "第三产业加快发展，对经济增长的贡献率提高5个百分点。": ["第三产业经济增长的贡献率"],
    "规范12345热线服务，满意率95%。": ["满意率"],
    "云泉工程开工90%，其中完工70%。": ["云泉工程开工率", "云泉工程完工率"],
    # what money is for, and whose
    "中央财政安排27亿元国债资金用于医疗设施建设。": ["医疗设施建设国债资金"],
    "争取超长期国债项目54个。": ["超长期国债项目"],
    # verbs of lists, and what is new of a stock
    "新建车站537个、书屋98家。": ["新建车站", "新建书屋"],
    "全年新登记企业增长21%，每天新增12户。": ["新登记企业", "新登记企业"],
    "煤炭、水泥分别淘汰产能11万吨和12万吨。": ["煤炭淘汰产能", "水泥淘汰产能"],
}


@pytest.mark.parametrize("sentence", NAMES)
def test_a_name_says_what_was_measured_or_counted(sentence):
    assert [row["name"] for row in said(sentence)] == NAMES[sentence]
