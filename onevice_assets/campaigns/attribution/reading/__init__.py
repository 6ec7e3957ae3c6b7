"""Bodies of deliveries, as strangers send them, to what is used of them.

decode.py         bytes to values: JSON or a form's, within limits
money.py          amounts and moments as shops write them
order.py          an order of Shopify, a refund
flatten.py        a form of any shape to names and values
form.py           those to a submission
read_delivery.py  one delivery to its row
read_new.py       all of a client's; only what is new is opened
"""
