package dev.drayage.delta.correction;

/** Guesses that there are no matches. */
final class LiteralGuess implements TokenGuess {
    @Override
    public int next(PlainWindow window) {
        return window.bytes()[window.index(window.position())] & 0xff;
    }

    @Override
    public void take(PlainWindow window, int token) {
        // There is nothing to be learnt.
    }

    @Override
    public void skip(PlainWindow window, int count) {
        // There is nothing to be learnt.
    }

    @Override
    public void flushed(PlainWindow window) {
        // There is nothing to be forgotten.
    }

    @Override
    public void begin(PlainWindow window) {
        // There is nothing to be forgotten.
    }
}
