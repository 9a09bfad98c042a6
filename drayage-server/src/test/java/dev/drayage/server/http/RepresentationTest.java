package dev.drayage.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepresentationTest {
    private static final String TEXT = "0123456789";
    private static final FakeRequest GET = FakeRequest.get("/thing");
    private static final FakeRequest HEAD = FakeRequest.of("HEAD", "/thing");

    private final Representation thing = new Representation(
            TEXT.length(),
            EntityTag.strong("v1"),
            List.of(
                    Map.entry("Content-Type", "text/plain"),
                    Map.entry("Cache-Control", "no-cache"),
                    Map.entry("Docker-Content-Digest", "sha256:0")));
    private int opened;

    private Response.Body open(long offset, long length) {
        opened++;
        return new Response.Body.Range(Blob.ofBytes(TEXT.getBytes(StandardCharsets.UTF_8)), offset, length);
    }

    private Received receive(FakeRequest request) throws IOException {
        Response response = thing.get(request, this::open);
        return request.method().equals("HEAD") ? Received.head(response) : Received.of(response);
    }

    @Test
    void sendsTheWhole() throws IOException {
        Received received = receive(GET);

        assertThat(received.status()).isEqualTo(200);
        assertThat(received.text()).isEqualTo(TEXT);
        assertThat(received.header("ETag")).contains("\"v1\"");
        assertThat(received.header("Accept-Ranges")).contains("bytes");
        assertThat(received.header("Content-Type")).contains("text/plain");
        assertThat(received.header("Content-Range")).isEmpty();
    }

    @Test
    void sendsARange() throws IOException {
        Received received = receive(GET.with("Range", "bytes=3-5"));

        assertThat(received.status()).isEqualTo(206);
        assertThat(received.text()).isEqualTo("345");
        assertThat(received.header("Content-Range")).contains("bytes 3-5/10");
        assertThat(received.header("ETag")).contains("\"v1\"");
        assertThat(received.header("Content-Type")).contains("text/plain");
    }

    @Test
    void sendsTheWholeAsARangeWhereThatWasAskedFor() throws IOException {
        Received received = receive(GET.with("Range", "bytes=0-"));

        assertThat(received.status()).isEqualTo(206);
        assertThat(received.text()).isEqualTo(TEXT);
        assertThat(received.header("Content-Range")).contains("bytes 0-9/10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=5-3", "bytes=99999999999999999999-", "bytes=-0"})
    void refusesWhatIsBeyondTheEndAndTellsTheSize(String range) throws IOException {
        Received received = receive(GET.with("Range", range));

        assertThat(received.status()).isEqualTo(416);
        assertThat(received.header("Content-Range")).contains("bytes */10");
        assertThat(received.body()).isEmpty();
        assertThat(opened).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,3-4", "bytes=0-0,0-0", "lines=1-2", "nonsense", "bytes=0-1,x"})
    void sendsTheWholeForSeveralRangesAndForWhatIsNone(String range) throws IOException {
        Received received = receive(GET.with("Range", range));

        assertThat(received.status()).isEqualTo(200);
        assertThat(received.text()).isEqualTo(TEXT);
    }

    @Test
    void ignoresTwoRangeHeaders() throws IOException {
        assertThat(receive(GET.with("Range", "bytes=0-1").with("Range", "bytes=3-4"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void tellsTheLengthToHeadAndOpensNothing() throws IOException {
        Received received = receive(HEAD.with("Range", "bytes=3-5"));

        assertThat(received.status()).isEqualTo(200);
        assertThat(received.length()).isEqualTo(10);
        assertThat(received.header("Accept-Ranges")).contains("bytes");
        assertThat(opened).isZero();
    }

    @Test
    void sendsAnEmptyThing() throws IOException {
        Representation empty = new Representation(0, EntityTag.strong("e"), List.of());
        Representation.Content nothing =
                (offset, length) -> new Response.Body.Range(Blob.ofBytes(new byte[0]), offset, length);

        assertThat(Received.of(empty.get(GET, nothing)).status()).isEqualTo(200);
        assertThat(Received.of(empty.get(GET.with("Range", "bytes=-3"), nothing))
                        .status())
                .isEqualTo(200);
        assertThat(Received.of(empty.get(GET.with("Range", "bytes=0-"), nothing))
                        .status())
                .isEqualTo(416);
    }

    @Test
    void sendsNoRangesOfWhatHasNoKnownLength() throws IOException {
        Representation stream = new Representation(-1, EntityTag.strong("s"), List.of());
        Representation.Content text = (offset, length) -> new Response.Body.Stream(
                length, target -> target.write(ByteBuffer.wrap(TEXT.getBytes(StandardCharsets.UTF_8))), () -> {});

        Received received = Received.of(stream.get(GET.with("Range", "bytes=3-5"), text));

        assertThat(received.status()).isEqualTo(200);
        assertThat(received.length()).isEqualTo(-1);
        assertThat(received.text()).isEqualTo(TEXT);
        assertThat(received.header("Accept-Ranges")).contains("none");
        assertThat(Received.head(stream.get(HEAD, text)).length()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "If-Match|\"v1\"|200",
                "If-Match|\"v0\", \"v1\"|200",
                "If-Match|*|200",
                "If-Match|\"v0\"|412",
                "If-Match|W/\"v1\"|412",
                "If-Match|v1|412",
                "If-None-Match|\"v1\"|304",
                "If-None-Match|W/\"v1\"|304",
                "If-None-Match|\"v0\",\"v1\"|304",
                "If-None-Match|*|304",
                "If-None-Match|\"v0\"|200",
                "If-None-Match|v1|200",
                "If-Modified-Since|Sat, 29 Oct 2044 19:43:31 GMT|200",
                "If-Unmodified-Since|Sat, 29 Oct 1994 19:43:31 GMT|200",
            })
    void holdsToConditions(String header, String value, int status) throws IOException {
        assertThat(receive(GET.with(header, value)).status()).isEqualTo(status);
        assertThat(receive(HEAD.with(header, value)).status()).isEqualTo(status);
    }

    @Test
    void takesConditionsInSeveralHeadersAsOneList() throws IOException {
        assertThat(receive(GET.with("If-None-Match", "\"v0\"").with("If-None-Match", "\"v1\""))
                        .status())
                .isEqualTo(304);
    }

    @Test
    void asksIfMatchBeforeIfNoneMatchAndBothBeforeRanges() throws IOException {
        FakeRequest both = GET.with("If-Match", "\"v0\"").with("If-None-Match", "\"v1\"");

        assertThat(receive(both).status()).isEqualTo(412);
        assertThat(receive(GET.with("If-None-Match", "\"v1\"").with("Range", "bytes=99-"))
                        .status())
                .isEqualTo(304);
        assertThat(opened).isZero();
    }

    @Test
    void saysOfWhatWasNotModifiedOnlyWhatACacheNeeds() throws IOException {
        Received received = receive(GET.with("If-None-Match", "\"v1\""));

        assertThat(received.headers())
                .containsExactly(
                        Map.entry("ETag", "\"v1\""),
                        Map.entry("Cache-Control", "no-cache"),
                        Map.entry("Docker-Content-Digest", "sha256:0"));
        assertThat(received.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"v1\"|206",
                "\"v0\"|200",
                "W/\"v1\"|200",
                "\"v1\", \"v2\"|200",
                "*|200",
                "Sat, 29 Oct 1994 19:43:31 GMT|200",
            })
    void sendsARangeOfTheSameStateOnly(String ifRange, int status) throws IOException {
        assertThat(receive(GET.with("Range", "bytes=3-5").with("If-Range", ifRange))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void sendsTheWholeOfAnotherStateEvenIfTheRangeIsBeyondItsEnd() throws IOException {
        Received received = receive(GET.with("Range", "bytes=99-").with("If-Range", "\"v0\""));

        assertThat(received.status()).isEqualTo(200);
        assertThat(received.text()).isEqualTo(TEXT);
    }
}
