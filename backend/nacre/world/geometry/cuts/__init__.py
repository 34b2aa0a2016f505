"""What a cut takes out of a piece: plain square openings directly, the rest by a solid modeller."""
