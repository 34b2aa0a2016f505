"""World models behind the interface of `nacre.world.interface`: other people's, and the test pattern."""
