package dev.drayage.delta.tardiff;

/** What a tar-diff tells to do; the place in the list is the number in the format. */
enum TarDiffOperation {
    /** Bytes of the new tar follow. */
    DATA,
    /** The path of an old file follows, which is read from its start then. */
    OPEN,
    /** So many bytes of the old file are bytes of the new tar. */
    COPY,
    /** Bytes follow that are added to as many of the old file. */
    ADD,
    /** Goes to an offset of the old file. */
    SEEK;

    private static final TarDiffOperation[] ALL = values();

    static final int MAX_PATH_BYTES = 4096;

    /** The operation of a number, 0 to 4. */
    static TarDiffOperation of(int number) {
        return ALL[number];
    }

    static boolean isKnown(int number) {
        return number < ALL.length;
    }
}
