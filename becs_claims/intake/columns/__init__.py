"""What a column means: fields, headings and the words senders use for them."""
