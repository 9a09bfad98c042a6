package dev.drayage.delta.deflate;

/**
 * What versions of {@code github.com/klauspost/compress} do differently when they search at their default level.
 *
 * @param tableBits the tables have 2 to the power of this entries
 * @param skippedBeginning how many bytes of a match need not be in the longer one that is looked for by its end; negative if
 *     none is looked for
 */
public record KlauspostSearch(int tableBits, int skippedBeginning) {
    /** From 1.9.0 to 1.9.8. */
    public static final KlauspostSearch V1_9 = new KlauspostSearch(16, -1);

    /** From 1.10.0 to 1.11.13. */
    public static final KlauspostSearch V1_10 = new KlauspostSearch(15, -1);

    /** From 1.12.0 to 1.15.9. */
    public static final KlauspostSearch V1_12 = new KlauspostSearch(15, 0);

    /** From 1.15.10 on. */
    public static final KlauspostSearch V1_15_10 = new KlauspostSearch(15, 2);
}
