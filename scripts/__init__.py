"""What makes the docs: the site, its pictures, and what its pages draw from the code."""
