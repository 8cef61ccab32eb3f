"""What can be wrong with a document, found when it is loaded: the first fault is told with its JSON path."""
