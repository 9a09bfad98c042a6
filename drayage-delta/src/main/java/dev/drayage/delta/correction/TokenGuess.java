package dev.drayage.delta.correction;

/**
 * Guesses what an encoder does next, knowing what it did so far. Tokens are those of {@link
 * dev.drayage.delta.deflate.GoBlockBits}. For one thread.
 */
interface TokenGuess {
    /** The token at the position of the window, which has at least one byte ahead. */
    int next(PlainWindow window);

    /** Takes the token that is there, before the window advances behind it. */
    void take(PlainWindow window, int token);

    /** Passes over bytes that are stored, before the window advances behind them. */
    void skip(PlainWindow window, int count);

    /** The encoder wrote all it had, up to a full byte; some begin anew then. */
    void flushed(PlainWindow window);

    /** A new stream begins: nothing before it is referred to. */
    void begin(PlainWindow window);
}
