"""From a number back to its answers, and from a mart's column back to the lake's (metrics.md).

    read_day          a day's answers as the marts see them
    count_answers     what a number counts: items, and ways to choose them
    brand_numbers, pair_numbers, place_numbers
                      the numbers of each mart, said once more over answers
    verdict_sides     both periods, or both brands, of a verdict
    choose_row        the one row of a mart that is asked about
    explain           all of it together: row, answers that count, sentences
    evidence          an answer with the sentence that counted, cut around the brand

The command line, the dashboard and the MCP server ask here. The marts themselves are counted by
`dbt/`; tests hold both together on every row.
"""
