package dev.drayage.registry.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    @Test
    void readsWhatDockerHubAsks() {
        String header = "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\","
                + "scope=\"repository:library/alpine:pull,push\"";
        assertThat(Challenge.parse(List.of(header)))
                .containsExactly(new Challenge(
                        "bearer",
                        Map.of(
                                "realm",
                                "https://auth.docker.io/token",
                                "service",
                                "registry.docker.io",
                                "scope",
                                "repository:library/alpine:pull,push")));
    }

    @Test
    void readsSeveralOfOneHeaderAndOfSeveral() {
        List<Challenge> challenges = Challenge.parse(
                List.of("Negotiate, Basic realm=\"a, \\\"b\\\"\", Bearer realm=x , service = y", "Digest nonce=1"));
        assertThat(challenges)
                .containsExactly(
                        new Challenge("negotiate", Map.of()),
                        new Challenge("basic", Map.of("realm", "a, \"b\"")),
                        new Challenge("bearer", Map.of("realm", "x", "service", "y")),
                        new Challenge("digest", Map.of("nonce", "1")));
    }

    @Test
    void makesNothingOfNonsense() {
        assertThat(Challenge.parse(List.of("", "=", "\"\"", ",,,", "x".repeat(100_000))))
                .isEmpty();
    }
}
