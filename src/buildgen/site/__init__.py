"""The site: views, pages, templates, staging and the run of the site engine. Prints nothing, judges nothing."""
