"""Sources of answers: which pages stand behind what a model says, and whose they are.

    name_page        which page an address names, in one spelling (pure)
    read_links       the links in an answer's own text (pure)
    tell_owner       whose a page is: the website's own, a competitor's, a third party's (pure)
    list_sources     rows of `answer_citations` (pure)

No page is fetched and no redirect followed: an address says what it says. Who cites whom how often
is the mart `citations`.
"""
