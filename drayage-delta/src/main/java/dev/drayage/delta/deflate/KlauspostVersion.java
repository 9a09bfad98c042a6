package dev.drayage.delta.deflate;

/** Versions of {@code github.com/klauspost/compress} whose bytes differ, at its default level. */
public enum KlauspostVersion {
    V1_15_0(false, KlauspostSearch.V1_12),
    V1_15_10(false, KlauspostSearch.V1_15_10),
    V1_18_1(true, KlauspostSearch.V1_15_10);

    private final boolean trimsCodes;

    @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
    private final KlauspostSearch search;

    KlauspostVersion(boolean trimsCodes, KlauspostSearch search) {
        this.trimsCodes = trimsCodes;
        this.search = search;
    }

    /** Whether codes end with the last symbol that occurs where their block stays open. */
    boolean trimsCodes() {
        return trimsCodes;
    }

    /** How it searches. */
    KlauspostSearch search() {
        return search;
    }
}
