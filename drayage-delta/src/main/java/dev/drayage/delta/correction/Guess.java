package dev.drayage.delta.correction;

import dev.drayage.delta.deflate.KlauspostSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A way to guess.
 *
 * @param id names it for good, in corrections
 * @param start begins
 */
record Guess(int id, Supplier<TokenGuess> start) {
    /** All there are, the most frequent first. */
    static final List<Guess> ALL = all();

    private static List<Guess> all() {
        List<Guess> all = new ArrayList<>();
        all.add(new Guess(0x04, () -> new FastGuess(KlauspostSearch.V1_15_10)));
        all.add(new Guess(0x03, () -> new FastGuess(KlauspostSearch.V1_12)));
        all.add(new Guess(0x02, () -> new FastGuess(KlauspostSearch.V1_10)));
        all.add(new Guess(0x01, () -> new FastGuess(KlauspostSearch.V1_9)));
        for (int level : new int[] {6, 9, 1, 2, 3, 4, 5, 7, 8}) {
            all.add(new Guess(0x10 + level, () -> ChainGuess.zlib(level)));
            if (level > 1) {
                all.add(new Guess(0x20 + level, () -> ChainGuess.go(level)));
            }
            if (level <= 3) {
                // At higher levels all is entered anyway.
                all.add(new Guess(0x30 + level, () -> ChainGuess.pigz(level)));
            }
        }
        all.add(new Guess(0x00, LiteralGuess::new));
        return List.copyOf(all);
    }

    static Guess of(int id) throws CorrectionException {
        return ALL.stream()
                .filter(guess -> guess.id == id)
                .findFirst()
                .orElseThrow(() -> new CorrectionException("has the guess " + id + ", which is not known here"));
    }
}
