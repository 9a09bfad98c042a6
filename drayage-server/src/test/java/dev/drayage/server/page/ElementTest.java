package dev.drayage.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementTest {
    private static String html(Element element) {
        return element.toPage().substring("<!DOCTYPE html>\n".length()).strip();
    }

    @Test
    void escapesTextAndAttributes() {
        Element element = Element.of("p", "<b>&\"'").with("title", "\"'><&");
        assertThat(html(element)).isEqualTo("<p title=\"&quot;&#39;&gt;&lt;&amp;\">&lt;b&gt;&amp;&quot;&#39;</p>");
    }

    @Test
    void linksLeadIntoThisServerWhateverTheyAreMadeOf() {
        assertThat(html(Element.link(Href.repository("//evil.example/<x>?y#z").with("tag", "a b&c=d\n"), "x")))
                .isEqualTo("<a href=\"/r///evil.example/%3Cx%3E%3Fy%23z?tag=a%20b%26c%3Dd%0A\">x</a>");
        assertThat(Href.archive("a/b@sha256:12", ".tar").toString()).isEqualTo("/archives/a/b@sha256:12.tar");
        assertThat(Href.asset("../x").toString()).isEqualTo("/assets/..%2Fx");
    }

    @Test
    void namesWhatCannotBeSeen() {
        assertThat(html(Element.name("a\u202eb\u0000\u2028\ud800\ufeff\r\nc\td\u00ad")))
                .isEqualTo("<bdi>a⟨U+202E⟩b⟨U+0000⟩⟨U+2028⟩⟨U+D800⟩⟨U+FEFF⟩\nc\td⟨U+00AD⟩</bdi>");
        assertThat(html(Element.name("\ud83d\ude00é漢"))).isEqualTo("<bdi>\ud83d\ude00é漢</bdi>");
        assertThat(Visible.cut("ab\ud83d\ude00", 3)).isEqualTo("ab…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"style", "iframe", "object", "b><script", "svg", "template", "base"})
    void hasNoElementThatRunsSomething(String name) {
        assertThatThrownBy(() -> Element.of(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"onclick", "style", "srcdoc", "href", "src", "action", "formaction", "http-equiv", "x y"})
    void hasNoAttributeThatRunsSomething(String name) {
        assertThatThrownBy(() -> Element.of("a").with(name, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aScriptHoldsNothing() {
        assertThatThrownBy(() -> Element.of("script").text("alert(1)")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void sizesHaveThreeDigitsOrSo() {
        assertThat(Sizes.text(0)).isEqualTo("0 bytes");
        assertThat(Sizes.text(1)).isEqualTo("1 byte");
        assertThat(Sizes.text(1023)).isEqualTo("1023 bytes");
        assertThat(Sizes.text(1024)).isEqualTo("1.0 KiB");
        assertThat(Sizes.text(1_047_000)).isEqualTo("1.0 MiB");
        assertThat(Sizes.text(123L << 30)).isEqualTo("123 GiB");
        assertThat(Sizes.text(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
    }
}
