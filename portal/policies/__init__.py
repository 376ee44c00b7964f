"""Who may: each rule once, as an SQL expression, viewer first."""
