package dev.drayage.compress.deflate;

/**
 * How hard matches are searched for, and when a block ends: what zlib calls a level, and its relatives have of their own.
 *
 * @param goodLength with a match of this length known, a quarter of the chain is enough
 * @param lazyLength with lazy matching, from here on no longer match is searched for; without it, longer matches are not
 *     entered byte by byte
 * @param niceLength a match of this length ends the search
 * @param chain how many candidates are looked at
 * @param isLazy whether a match is given up for a longer one at the next byte
 * @param blockSymbols how many symbols a block has at most
 * @param checkedEvery after so many symbols a block that compresses well ends early; 0 if it never does
 * @param end what becomes of matches at the end of the input
 */
public record DeflateLevel(
        int goodLength,
        int lazyLength,
        int niceLength,
        int chain,
        boolean isLazy,
        int blockSymbols,
        int checkedEvery,
        End end) {
    /** How the last bytes of the input are searched for. */
    public enum End {
        /** Matches end with the input. */
        LIMITED,
        /**
         * gzip's: matches are cut off only after the longest was chosen, by what its window holds behind the input; and
         * where that window is used up none is searched for.
         */
        STALE
    }

    /** The level 6 of JZlib 1.1.3. */
    public static final DeflateLevel JZLIB = zlib(6).endingEarly(8192);

    /** A buffer of zlib's, which is never filled. */
    private static final int ZLIB_SYMBOLS = (1 << 14) - 1;

    private static final int GZIP_SYMBOLS = (1 << 15) - 1;
    private static final int GZIP_CHECKED_EVERY = 4096;

    /**
     * What zlib does at a level, from 1 to 9, with its default strategy and memory. Version 1.2.0 and newer never end a
     * block early.
     */
    public static DeflateLevel zlib(int level) {
        return switch (level) {
            case 1 -> greedy(4, 4, 8, 4);
            case 2 -> greedy(4, 5, 16, 8);
            case 3 -> greedy(4, 6, 32, 32);
            case 4 -> lazy(4, 4, 16, 16);
            case 5 -> lazy(8, 16, 32, 32);
            case 6 -> lazy(8, 16, 128, 128);
            case 7 -> lazy(8, 32, 128, 256);
            case 8 -> lazy(32, 128, 258, 1024);
            case 9 -> lazy(32, 258, 258, 4096);
            default -> throw new IllegalArgumentException("zlib has levels 1 to 9, not " + level);
        };
    }

    /** What GNU gzip does at a level, from 1 to 9. */
    public static DeflateLevel gzip(int level) {
        DeflateLevel same = zlib(level);
        return new DeflateLevel(
                same.goodLength,
                same.lazyLength,
                same.niceLength,
                same.chain,
                same.isLazy,
                GZIP_SYMBOLS,
                level > 2 ? GZIP_CHECKED_EVERY : 0,
                End.STALE);
    }

    private static DeflateLevel greedy(int good, int lazy, int nice, int chain) {
        return new DeflateLevel(good, lazy, nice, chain, false, ZLIB_SYMBOLS, 0, End.LIMITED);
    }

    private static DeflateLevel lazy(int good, int lazy, int nice, int chain) {
        return new DeflateLevel(good, lazy, nice, chain, true, ZLIB_SYMBOLS, 0, End.LIMITED);
    }

    private DeflateLevel endingEarly(int every) {
        return new DeflateLevel(goodLength, lazyLength, niceLength, chain, isLazy, blockSymbols, every, end);
    }
}
