package dev.drayage.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LenientUriTest {
    private static final URI BASE = URI.create("https://r.example:5000/v2/app/blobs/x?old=1");

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            /a b|c{d}.gz                    ! https://r.example:5000/a%20b%7Cc%7Bd%7D.gz
            /x?sig=a/b+c==&q={"a":["b"]}    ! https://r.example:5000/x?sig=a/b+c==&q=%7B%22a%22:%5B%22b%22%5D%7D
            /x?kept=%2F%20&bad=%zz&end=%    ! https://r.example:5000/x?kept=%2F%20&bad=%25zz&end=%25
            /x#part                         ! https://r.example:5000/x
            /back\\slash^`<>                ! https://r.example:5000/back%5Cslash%5E%60%3C%3E
            ?page=2                         ! https://r.example:5000/v2/app/blobs/x?page=2
            next                            ! https://r.example:5000/v2/app/blobs/next
            uploads/1?_state=a=b            ! https://r.example:5000/v2/app/blobs/uploads/1?_state=a=b
            a_b:c/part                      ! https://r.example:5000/v2/app/blobs/a_b:c/part
            ../up                           ! https://r.example:5000/v2/app/up
            //other.example/x               ! https://other.example/x
            http://other.example:81         ! http://other.example:81
            HTTPS://user:pw@other.example/  ! HTTPS://other.example/
            https://my_bucket.example/x y   ! https://my_bucket.example/x%20y
            https://[::1]:5000/x[1]         ! https://[::1]:5000/x%5B1%5D
            """)
    void readsWhatServersWrite(String text, String expected) {
        assertThat(LenientUri.resolve(BASE, text)).hasValue(URI.create(expected));
    }

    @Test
    void escapesTheBytesOfLettersThatAHeaderGives() {
        // As a header gives it: UTF-8, each byte a character.
        assertThat(LenientUri.resolve(BASE, "/gr\u00c3\u00bc\u00c3\u009fe"))
                .hasValue(URI.create("https://r.example:5000/gr%C3%BC%C3%9Fe"));
        assertThat(LenientUri.resolve(BASE, "https://b\u00c3\u00bccher.example/"))
                .hasValue(URI.create("https://xn--bcher-kva.example/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "http://a b/", "http://[::1/", "https:///x", "http://a:b:c/"})
    void doesNotGuessAtHosts(String text) {
        assertThat(LenientUri.resolve(BASE, text).filter(Origin::isHttp)).isEmpty();
    }

    @Test
    void anOriginNeedsNoHostThatTheDomainNameSystemKnows() {
        assertThat(Origin.of(URI.create("http://my_registry:5000/v2/")))
                .isEqualTo(new Origin("http", "my_registry", 5000));
        assertThat(Origin.of(URI.create("https://My_Registry/v2/"))).isEqualTo(new Origin("https", "my_registry", 443));
        assertThat(Origin.of(URI.create("https://[::1]/v2/"))).isEqualTo(new Origin("https", "[::1]", 443));
    }
}
