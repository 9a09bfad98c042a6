package dev.drayage.delta.correction;

import dev.drayage.delta.deflate.GoBlockBits;
import dev.drayage.delta.deflate.KlauspostMatches;
import dev.drayage.delta.deflate.KlauspostSearch;

/**
 * Guesses as {@code klauspost/compress} searches at level 5, in pieces of which each is searched at once. What is written up
 * to a full byte is taken for the end of a block of {@code pgzip}.
 */
final class FastGuess implements TokenGuess {
    private static final int DICTIONARY = 1 << 14;
    private static final int MAX_MATCH = 258;
    private static final int MIN_MATCH = 3;

    private final KlauspostMatches matches;
    /** Where the piece ends; positions before are known to the search. */
    private int pieceEnd;

    private int begin;
    private int restarted;

    private boolean isFound;
    /** Where the match that was found starts, of which a part may be behind. */
    private int start;

    private int left;
    private int distance;

    FastGuess(KlauspostSearch search) {
        this.matches = new KlauspostMatches(search);
    }

    @Override
    public int next(PlainWindow window) {
        int position = window.position();
        if (pieceEnd - position <= 0) {
            beginPiece(window);
        }
        if (!isFound) {
            find();
        }
        if (!isFound || start - position > 0 || left < MIN_MATCH) {
            return window.bytes()[window.index(position)] & 0xff;
        }
        int length = left <= MAX_MATCH ? left : left > MAX_MATCH + MIN_MATCH ? MAX_MATCH : MAX_MATCH - MIN_MATCH;
        return GoBlockBits.match(length, distance);
    }

    private void find() {
        isFound = matches.find();
        if (isFound) {
            start = pieceEnd - (matches.end() - matches.start());
            left = matches.length();
            distance = matches.distance();
        }
    }

    private void beginPiece(PlainWindow window) {
        int passed = window.position() - pieceEnd;
        int count = Math.min(KlauspostMatches.PIECE, passed + window.ahead());
        matches.begin(window.bytes(), window.index(pieceEnd), count);
        if (passed > 0) {
            matches.enter(matches.end() - count, passed);
        }
        pieceEnd += count;
        isFound = false;
    }

    @Override
    public void take(PlainWindow window, int token) {
        int position = window.position();
        if (!isFound) {
            if (GoBlockBits.isMatch(token)) {
                enter(position, GoBlockBits.bytes(token));
            }
            return;
        }
        if (!GoBlockBits.isMatch(token)) {
            if (start - position <= 0) {
                // What was found is not there.
                matches.pass(matches.end() - (pieceEnd - position) + 1);
                isFound = false;
            }
            return;
        }
        int length = GoBlockBits.bytes(token);
        if (start == position && GoBlockBits.offsetOf(token) + 1 == distance && length <= left) {
            left -= length;
            start += length;
            if (left == 0) {
                matches.enter();
                isFound = false;
            }
            return;
        }
        isFound = false;
        enter(position, length);
    }

    private void enter(int position, int length) {
        int within = pieceEnd - position;
        matches.enter(matches.end() - within, Math.min(length, within));
    }

    @Override
    public void skip(PlainWindow window, int count) {
        if (count == 0) {
            return;
        }
        // Stored pieces were searched as well, and nothing of that is known.
        int end = window.position() + count;
        while (pieceEnd - end < 0) {
            int piece = Math.min(KlauspostMatches.PIECE, end - pieceEnd);
            matches.begin(window.bytes(), window.index(pieceEnd), piece);
            while (matches.find()) {
                matches.enter();
            }
            pieceEnd += piece;
        }
        isFound = false;
    }

    @Override
    public void flushed(PlainWindow window) {
        int position = window.position();
        int passed = position - restarted;
        if (passed >= 0 && passed < KlauspostMatches.PIECE) {
            // Blocks of pgzip are longer; to search again and again takes long.
            return;
        }
        int since = position - begin;
        restart(window, since < 0 ? DICTIONARY : Math.min(DICTIONARY, since));
    }

    @Override
    public void begin(PlainWindow window) {
        begin = window.position();
        restart(window, 0);
    }

    private void restart(PlainWindow window, int known) {
        matches.forget();
        matches.begin(window.bytes(), window.index(window.position() - known), known);
        while (matches.find()) {
            matches.enter();
        }
        pieceEnd = window.position();
        restarted = pieceEnd;
        isFound = false;
    }
}
