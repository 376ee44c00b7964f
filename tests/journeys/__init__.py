"""The ways people take through the portal, page after page, without a browser."""
