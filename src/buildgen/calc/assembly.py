"""Assembly: which builds a guide serves, and which of its steps a build has."""

from __future__ import annotations

from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.guides import BuildGuide, Step


def served(guide: BuildGuide, catalog: Catalog) -> tuple[Build, ...]:
    """Give the build of a guide and those that extend it, by however many steps; ordered by id.

    A build with a guide of its own goes by that one, and so do those below it.
    """
    own = {other.build for other in catalog.build_guides.values() if other.id != guide.id}
    return tuple(
        build
        for _, build in sorted(catalog.builds.items())
        if guide.build in (line := _line(build, catalog)) and not own & set(line[: line.index(guide.build)])
    )


def _line(build: Build, catalog: Catalog) -> list[str]:
    """List a build and what it extends, nearest first."""
    line = [build.id]
    while build.extends is not None and build.extends in catalog.builds and build.extends not in line:
        build = catalog.builds[build.extends]
        line.append(build.id)
    return line


def guide_for(build: Build, catalog: Catalog) -> BuildGuide | None:
    """Find the guide that serves a build."""
    line = _line(build, catalog)
    guides = {guide.build: guide for guide in catalog.build_guides.values()}
    return next((guides[name] for name in line if name in guides), None)


def steps_of(guide: BuildGuide, build: Build, catalog: Catalog) -> tuple[Step, ...]:
    """Give the steps that a build has: by its roles and the kinds of its parts.

    A step's roles that this build lacks are left out of it.
    """
    kinds = {part.KIND for role in build.parts if (part := catalog.part(build, role)) is not None}
    there = set(build.parts) | kinds
    live = (s for s in guide.steps if set(s.when.has) <= there and not set(s.when.lacks) & there)
    return tuple(
        step.model_copy(update={"parts": tuple(role for role in step.parts if role in build.parts)})
        for step in live
    )
