"""Hardware builds as code: a catalog of YAML files in, a checked and priced build guide out."""

__version__ = "0.1.0"
