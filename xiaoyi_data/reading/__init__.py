"""Text -> numerals -> quantities: what a Chinese number in words or digits says.

>>> from xiaoyi_data.reading import read
>>> [(found.text, found.low, found.high) for found in read("能耗不得超过5%")]
[('不得超过5%', None, Decimal('5'))]
"""

from xiaoyi_data.reading.quantities import Quantity, Refusal, parse, read

__all__ = ["Quantity", "Refusal", "parse", "read"]
