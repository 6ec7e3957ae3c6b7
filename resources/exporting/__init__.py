"""Tables as files for people: CSV and Excel in which no text is a formula, and Parquet.

Names and answers come from outside, and a spreadsheet runs a cell that starts with `=`
(CWE-1236). In CSV such a text gets an apostrophe before it; in Excel it is a text cell with the
same prefix as a property; Parquet is for programs and holds every text as it is. Numbers stay
numbers, nulls are empty. What is exported, and who may, is the caller's business.
"""

from resources.exporting.csv_file import to_csv
from resources.exporting.excel_file import to_excel
from resources.exporting.parquet_file import to_parquet

__all__ = ["to_csv", "to_excel", "to_parquet"]
