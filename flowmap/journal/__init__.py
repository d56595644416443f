"""Reading journals: sheets and extracts become a ``Journal``; the template that they are typed in."""
