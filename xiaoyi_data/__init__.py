"""The 2021 government work report of Xiaoyi (孝义市, Shanxi) as tidy, quoted, checked data."""
