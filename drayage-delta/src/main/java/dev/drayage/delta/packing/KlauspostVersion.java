package dev.drayage.delta.packing;

/** Versions of {@code github.com/klauspost/compress} whose bytes differ, at its default level. */
enum KlauspostVersion {
    V1_15_0(false, 0),
    V1_15_10(false, 2),
    V1_18_1(true, 2);

    private final boolean trimsCodes;
    private final int skippedBeginning;

    KlauspostVersion(boolean trimsCodes, int skippedBeginning) {
        this.trimsCodes = trimsCodes;
        this.skippedBeginning = skippedBeginning;
    }

    /** Whether codes end with the last symbol that occurs where their block stays open. */
    boolean trimsCodes() {
        return trimsCodes;
    }

    /** How many bytes of a match need not be in the longer one that is looked for by its end. */
    int skippedBeginning() {
        return skippedBeginning;
    }
}
