"""The media plane: packets, frames and pages. It has never heard of an authority, a queue or a citizen."""
