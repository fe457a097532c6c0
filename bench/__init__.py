"""One command for each figure that README claims."""
