package dev.drayage.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotesTest {

    @Test
    void showsNothingThatMovesATerminalsCursor() {
        assertThat(Quotes.quote("a\u001b[31m\r\n\u202eb\u009b\u2028"))
                .isEqualTo("\"a\\u001b[31m\\u000d\\u000a\\u202eb\\u009b\\u2028\"");
    }

    @Test
    void marksItsOwnQuotesAndBackslashes() {
        assertThat(Quotes.quote("a\"b\\c")).isEqualTo("\"a\\\"b\\\\c\"");
    }

    @Test
    void cutsAfterEightyCharacters() {
        assertThat(Quotes.escape("x".repeat(80))).isEqualTo("x".repeat(80));
        assertThat(Quotes.escape("x".repeat(81))).isEqualTo("x".repeat(80) + "...");
    }

    @Test
    void keepsReadableTextOfAnyLanguage() {
        assertThat(Quotes.escape("\u00e9\u20ac\u4e2d")).isEqualTo("\u00e9\u20ac\u4e2d");
    }
}
