"""One function per thing a person does; each commits once, on its last line."""
