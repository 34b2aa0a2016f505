"""Volumes of cells: shapes, composition, march and shader of the first renderer."""
