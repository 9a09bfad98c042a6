package dev.drayage.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.server.access.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageScopesTest {
    @Test
    void aRepositoryIsReadByWhoeverMayPullIt() {
        assertThat(WebPage.scopes(PageRequest.get("/r/team/app?digest=sha256:1&layer=sha256:2")))
                .containsExactly(Scope.repository("team/app", Scope.Action.PULL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/robots.txt", "/assets/page.css", "/r/", "/r", "/r/No%22Name", "/elsewhere"})
    void allElseIsForWhoeverMayListAll(String address) {
        assertThat(WebPage.scopes(PageRequest.get(address))).containsExactly(Scope.catalog());
    }
}
