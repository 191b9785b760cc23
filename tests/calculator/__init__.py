"""The calculator's page: what it exports, and journeys through it in a browser."""
