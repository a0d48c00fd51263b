"""The design system: icons, drawings, charts, words for moments, and the living page that shows every component."""
