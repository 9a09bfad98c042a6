package dev.drayage.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {

    @Test
    void readsAList() {
        assertThat(EntityTag.parseList("\"a\", W/\"b,c\" ,\t\"\",,\"d\""))
                .contains(List.of(
                        EntityTag.strong("a"),
                        new EntityTag("b,c", true),
                        EntityTag.strong(""),
                        EntityTag.strong("d")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "a",
                "\"a",
                "a\"",
                "w/\"a\"",
                "W/a",
                "\"a\"\"b\"",
                "\"a\" \"b\"",
                "\"a\", *",
                "\"a b\"",
                "W/"
            })
    void refusesWhatIsNone(String text) {
        assertThat(EntityTag.parseList(text)).isEmpty();
    }

    @Test
    void readsOneAlone() {
        assertThat(EntityTag.parse("W/\"x\"")).contains(new EntityTag("x", true));
        assertThat(EntityTag.parse("\"x\", \"y\"")).isEmpty();
        assertThat(EntityTag.parse("Sat, 29 Oct 1994 19:43:31 GMT")).isEmpty();
    }

    @Test
    void comparesAsSection8832Has() {
        EntityTag strong = EntityTag.strong("1");
        EntityTag weak = new EntityTag("1", true);
        assertThat(strong.matchesStrongly(strong)).isTrue();
        assertThat(strong.matchesStrongly(weak)).isFalse();
        assertThat(weak.matchesStrongly(weak)).isFalse();
        assertThat(weak.matchesWeakly(strong)).isTrue();
        assertThat(strong.matchesWeakly(EntityTag.strong("2"))).isFalse();
    }

    @Test
    void isWrittenAsAHeaderHasIt() {
        assertThat(EntityTag.strong("a")).hasToString("\"a\"");
        assertThat(new EntityTag("a", true)).hasToString("W/\"a\"");
    }

    @Test
    void cannotBreakOutOfItsQuotes() {
        assertThatThrownBy(() -> EntityTag.strong("a\"b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EntityTag.strong("a\r\nb")).hasMessageContaining("position 1");
    }
}
