package dev.drayage.delta.tardiff;

/** What a tar-diff tells to do. */
enum TarDiffOperation {
    /** Bytes of the new tar follow. */
    DATA(0),
    /** The path of an old file follows, which is read from its start then. */
    OPEN(1),
    /** So many bytes of the old file are bytes of the new tar. */
    COPY(2),
    /** Bytes follow that are added to as many of the old file. */
    ADD(3),
    /** Goes to an offset of the old file. */
    SEEK(4);

    private static final TarDiffOperation[] ALL = values();

    private final int number;

    TarDiffOperation(int number) {
        this.number = number;
    }

    /** Its number in the format. */
    int number() {
        return number;
    }

    static final int MAX_PATH_BYTES = 4096;

    /** The operation of a number, 0 to 4. */
    static TarDiffOperation of(int number) {
        return ALL[number];
    }

    static boolean isKnown(int number) {
        return number < ALL.length;
    }
}
