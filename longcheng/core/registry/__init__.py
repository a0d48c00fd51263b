"""Registers that remember 基础库: acts with source and two clocks, projections, doubts, feeds, imports."""
