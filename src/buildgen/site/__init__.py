"""The site: views, pages, templates, staging, the run of the site engine. Prints nothing, judges nothing."""
