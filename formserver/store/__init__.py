"""The only place with queries. Functions use the session of `formserver.extensions.db`, flush, and never commit."""
