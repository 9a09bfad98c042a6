package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.registry.auth.Credentials;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of names are whole, however a registry says where they go on; or it is said that they are not. */
class NameListTest {
    private static final String LIST = "/v2/team/app/tags/list";
    private static final String NEXT = LIST + "?last=v2&n=2";

    private static Reply page(List<String> names) {
        return Reply.json(
                200, names.stream().collect(Collectors.joining("\",\"", "{\"name\":\"a\",\"tags\":[\"", "\"]}")));
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> String.format("v%07d", i))
                .toList();
    }

    private static TestRegistry registry(WireServer.Handler handler) {
        return TestRegistry.of(FaultyRegistry.create(), handler, TestRegistry.options());
    }

    /** Two pages, of which the first leads to the second by these headers. */
    private static TestRegistry twoPages(String... links) {
        return registry(request -> request.parameter("last").isPresent()
                ? page(List.of("v3", "v4"))
                : page(List.of("v1", "v2")).withAll("Link", List.of(links)));
    }

    private static List<String> tags(TestRegistry registry) throws IOException {
        List<String> tags = new ArrayList<>();
        registry.repository().tags(tags::add);
        return tags;
    }

    private static void fails(TestRegistry registry, String problem) {
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> tags(registry))
                .withMessageContaining("cannot list the tags of docker://" + registry.server.authority() + "/team/app")
                .withMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<" + NEXT + ">; rel=\"next\"",
                "<" + NEXT + ">;rel=next",
                "<" + NEXT + ">; REL=\"NEXT\"",
                "<" + NEXT + ">; rel='next'",
                "<" + NEXT + ">; rel=\"last next\"; title=\"a, b; c\"",
                "<" + NEXT + ">; title=\"rel=prev, <x>; \\\"\"; rel=\"next\"",
                "<https://registry.internal:5000" + NEXT + ">; rel=\"next\"",
                "<http://registry.internal" + NEXT + ">; rel=\"next\"",
                "<//registry.internal" + NEXT + ">; rel=\"next\"",
                "<HTTP://user@registry.internal" + NEXT + "#here>; rel=\"next\"",
                "<https://registry.internal/behind/a/proxy" + NEXT + ">; rel=\"next\"",
                "<?last=v2&n=2>; rel=\"next\"",
                "<list?last=v2&n=2>; rel=\"next\"",
                "<./list?last=v2&n=2>; rel=\"next\"",
                "<../tags/list?last=v2&n=2>; rel=\"next\"",
                "< " + NEXT + " >; rel=\"next\"",
                "<" + LIST + "?last=v 2&n=2>; rel=\"next\"",
                "<" + LIST + "?last=v2|{}\\^`\"é%&n=2>; rel=\"next\"",
                "<" + LIST + "?x=1>; rel=\"prev\", <" + NEXT + ">; rel=\"next\"",
                "<" + LIST + "?x=1>; rel=\"first\",<" + NEXT + ">; rel=\"next\", <x>; rel=last"
            })
    void goesOnWhereverTheLinkLeads(String link) throws IOException {
        try (TestRegistry registry = twoPages(link)) {
            assertThat(tags(registry)).containsExactly("v1", "v2", "v3", "v4");
        }
    }

    @Test
    void goesOnWhereTheLinkIsOneOfSeveralHeaders() throws IOException {
        try (TestRegistry registry =
                twoPages("<" + LIST + "?x=1>; rel=\"prev\"", "</help>; rel=\"help\"", "<" + NEXT + ">; rel=\"next\"")) {
            assertThat(tags(registry)).containsExactly("v1", "v2", "v3", "v4");
        }
    }

    @Test
    void endsWhereNoLinkIsToTheNextPage() throws IOException {
        try (TestRegistry registry = twoPages("<" + LIST + "?last=x>; rel=\"prev\"", "<x>; rel=nexts", "nonsense")) {
            assertThat(tags(registry)).containsExactly("v1", "v2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<>; rel=next", "<ftp://x/y>; rel=next", "<mailto:a>; rel=next", "<#>; rel=next"})
    void aLinkThatLeadsNowhereIsAnError(String link) {
        try (TestRegistry registry = twoPages(link)) {
            fails(registry, "as the next page");
        }
    }

    @Test
    void noOtherHostIsAskedAndShownCredentials() throws IOException {
        try (TestRegistry other = registry(request -> page(List.of("evil")))) {
            WireServer.Handler handler = request -> {
                if (request.header("Authorization").isEmpty()) {
                    return Reply.of(401).with("WWW-Authenticate", "Basic realm=\"here\"");
                }
                return request.parameter("last").isPresent()
                        ? page(List.of("v3"))
                        : page(List.of("v1"))
                                .with("Link", "<http://" + other.server.authority() + NEXT + ">; rel=\"next\"");
            };
            try (TestRegistry registry = TestRegistry.of(
                    FaultyRegistry.create(),
                    handler,
                    TestRegistry.options()
                            .withCredentials((domain, repository) -> Optional.of(Credentials.of("a", "b"))))) {
                assertThat(tags(registry)).containsExactly("v1", "v3");
                assertThat(other.server.requests()).isEmpty();
            }
        }
    }

    @Test
    void aChainThatTurnsBackIsAnError() {
        for (int length = 1; length <= 7; length++) {
            int pages = length;
            try (TestRegistry registry = registry(request -> {
                int at = Integer.parseInt(request.parameter("p").orElse("0"));
                return page(List.of("v" + at)).with("Link", "<" + LIST + "?p=" + (at + 1) % pages + ">; rel=\"next\"");
            })) {
                fails(registry, "never comes to the last page");
            }
        }
    }

    @Test
    void aPageThatComesAgainAtAnotherAddressIsAnError() {
        AtomicInteger asked = new AtomicInteger();
        try (TestRegistry registry = registry(request -> page(List.of("v1", "v2"))
                .with("Link", "<" + LIST + "?token=" + asked.incrementAndGet() + ">; rel=\"next\""))) {
            fails(registry, "it turns back");
        }
        assertThat(asked.get()).isLessThan(5);
    }

    @Test
    void aChainThatNeverEndsIsAnError() {
        AtomicInteger asked = new AtomicInteger();
        try (TestRegistry registry = registry(request -> page(List.of("v" + asked.incrementAndGet()))
                .with("Link", "<" + LIST + "?last=" + asked.get() + ">; rel=\"next\""))) {
            fails(registry, "never comes to the last page: ");
        }
    }

    @Test
    void aChainOfEmptyPagesIsAnError() {
        AtomicInteger asked = new AtomicInteger();
        try (TestRegistry registry = registry(request ->
                page(List.of()).with("Link", "<" + LIST + "?last=" + asked.incrementAndGet() + ">; rel=\"next\""))) {
            fails(registry, "never comes to the last page: the last 1001 pages were empty");
        }
    }

    @Test
    void emptyPagesAreNoEnd() throws IOException {
        try (TestRegistry registry = registry(request -> {
            int at = Integer.parseInt(request.parameter("p").orElse("0"));
            Reply page = at % 2 == 0 ? Reply.json(200, "{\"tags\":null}") : page(List.of("v" + at));
            return at == 5 ? page : page.with("Link", "<" + LIST + "?p=" + (at + 1) + ">; rel=\"next\"");
        })) {
            assertThat(tags(registry)).containsExactly("v1", "v3", "v5");
        }
    }

    @Test
    void aListOfTwoMillionNamesComesPageByPage() throws IOException {
        int all = 2_000_000;
        try (TestRegistry registry = registry(request -> {
            int from = Integer.parseInt(request.parameter("from").orElse("0"));
            int to = Math.min(all, from + 1000);
            Reply page = page(numbered(from, to));
            return to == all ? page : page.with("Link", "<" + LIST + "?from=" + to + ">; rel=\"next\"");
        })) {
            AtomicLong count = new AtomicLong();
            registry.repository().tags(tag -> count.incrementAndGet());
            assertThat(count.get()).isEqualTo(all);
        }
    }

    @Test
    void aListOfTwoMillionNamesInOnePageIsNotHeldInMemory() throws IOException {
        // More than any document may have.
        Reply page = page(numbered(0, 2_000_001));
        assertThat(page.body().length).isGreaterThan(20 << 20);
        try (TestRegistry registry = registry(request -> page)) {
            AtomicLong count = new AtomicLong();
            registry.repository().tags(tag -> count.incrementAndGet());
            assertThat(count.get()).isEqualTo(2_000_001);
        }
    }

    @Test
    void aLinkThatWasForgottenIsMadeUpFor() throws IOException {
        List<String> names = numbered(0, 230);
        WireServer.Handler capped = request -> {
            String last = request.parameter("last").orElse("");
            return page(names.stream()
                    .filter(name -> name.compareTo(last) > 0)
                    .limit(100)
                    .toList());
        };
        try (TestRegistry registry = registry(capped)) {
            assertThat(tags(registry)).isEqualTo(names);
        }
    }

    @Test
    void aRoundNumberOfNamesMayBeAllOfThem() throws IOException {
        List<String> names = numbered(0, 100);
        for (WireServer.Handler handler : List.<WireServer.Handler>of(
                request -> page(names),
                request -> request.parameter("last").isPresent() ? Reply.of(400) : page(names),
                request -> request.parameter("last").isPresent() ? Reply.json(200, "{\"tags\":[]}") : page(names),
                request -> request.parameter("last").isPresent() ? page(names.subList(99, 100)) : page(names))) {
            try (TestRegistry registry = registry(handler)) {
                assertThat(tags(registry)).isEqualTo(names);
            }
        }
    }

    @Test
    void aNameThatBothPagesHaveIsGivenOnce() throws IOException {
        try (TestRegistry registry =
                registry(request -> request.parameter("last").isPresent()
                        ? page(List.of("v2", "v3"))
                        : page(List.of("v1", "v2")).with("Link", "<" + NEXT + ">; rel=\"next\""))) {
            assertThat(tags(registry)).containsExactly("v1", "v2", "v3");
        }
    }

    @Test
    void aListMayBeNull() throws IOException {
        try (TestRegistry registry = registry(request -> Reply.json(200, "{\"name\":\"team/app\",\"tags\":null}"))) {
            assertThat(tags(registry)).isEmpty();
        }
        try (TestRegistry registry = registry(request -> Reply.json(200, "{\"name\":\"team/app\"}"))) {
            assertThat(tags(registry)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{}",
                "{\"errors\":[]}",
                "{\"tags\":{}}",
                "{\"tags\":\"v1\"}",
                "{\"tags\":[\"v1\",2]}",
                "{\"tags\":[\"v1\",null]}",
                "{\"tags\":[\"v1\"",
                "{\"tags\":[\"v1\"],\"tags\":[\"v2\"]}"
            })
    void aPageThatIsNoneIsAnError(String json) {
        try (TestRegistry registry = registry(request -> Reply.json(200, json))) {
            fails(registry, "sends a page that is none");
        }
    }

    @Test
    void aSecondPageThatIsRefusedIsAnError() {
        for (int status : new int[] {400, 401, 404, 500}) {
            try (TestRegistry registry =
                    registry(request -> request.parameter("last").isPresent()
                            ? Reply.of(status)
                            : page(List.of("v1")).with("Link", "<" + NEXT + ">; rel=\"next\""))) {
                fails(registry, "answered " + status);
            }
        }
    }

    @Test
    void aPageThatIsCutShortIsAnError() {
        try (TestRegistry registry =
                registry(request -> page(List.of("v1", "v2")).cutAfter(20, Reply.Ending.CLOSE))) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> tags(registry));
        }
    }

    @Test
    void repositoriesAreListedInTheSameWay() throws IOException {
        try (TestRegistry registry = registry(NameListTest::catalog)) {
            List<String> found = new ArrayList<>();
            registry.client().repositories(registry.server.authority(), found::add);
            assertThat(found).containsExactly("a", "b", "c");
        }
    }

    private static Reply catalog(WireRequest request) {
        return request.parameter("last").isPresent()
                ? Reply.json(200, "{\"repositories\":[\"b\",\"c\"]}")
                : Reply.of(200, "{\"repositories\":[\"a\"]}".getBytes(StandardCharsets.UTF_8))
                        .with("Link", "<https://behind.proxy/v2/_catalog?last=a>; rel=\"next\"");
    }
}
