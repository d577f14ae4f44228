"""A file becomes pages, text and pictures, in a process of its own."""
