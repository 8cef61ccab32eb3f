"""Work that no request waits for: a queue of job ids between the pages and the process that does them."""
