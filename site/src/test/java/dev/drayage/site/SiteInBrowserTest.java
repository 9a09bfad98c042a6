package dev.drayage.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The site in Chromium, opened from the disk: on a phone and on a desk, light and dark. Screenshots are left in
 * {@code site/target/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SiteInBrowserTest {
    private static final Path SCREENSHOTS = WrittenSite.MODULE.resolve("target/screenshots");
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");
    private static final Pattern REQUEST =
            Pattern.compile("\"method\":\"Network.requestWillBeSent\".*?\"url\":\"([^\"]*)\"");
    private static final List<String> PAGES = List.of(
            "index.html",
            "start.html",
            "command.html",
            "coming-from.html",
            "performance.html",
            "man/dray-export.html",
            "decisions/deflate.html",
            "everything.html");

    private final WrittenSite site = WrittenSite.get();
    private ChromeDriver browser;

    @BeforeAll
    void open(@TempDir Path profile) throws IOException {
        Optional<Program> chromium = Peers.find("chromium");
        Optional<Program> driver = Peers.find("chromedriver");
        assumeTrue(chromium.isPresent(), "there is no chromium; install the Debian package chromium");
        assumeTrue(driver.isPresent(), "there is no chromedriver; install the Debian package chromium-driver");
        Files.createDirectories(SCREENSHOTS);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.orElseThrow().file().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--user-data-dir=" + profile);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.orElseThrow().file().toFile())
                .usingAnyFreePort()
                .build();
        // It warns that it does not know this Chromium's protocol, of which next to nothing is used.
        SELENIUM.setLevel(Level.SEVERE);
        browser = new ChromeDriver(service, options);
        // What Chromium's own first page logs is not the site's.
        browser.get("about:blank");
        browser.manage().logs().get(LogType.PERFORMANCE);
        browser.manage().timeouts().implicitlyWait(Duration.ofSeconds(10));
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    private void show(String page, int width, int height, String scheme) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", scheme),
                                // What scrolls slowly is not yet where it is clicked.
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
        browser.get(site.directory.resolve(page).toUri().toString());
    }

    private void keep(String name) throws IOException {
        Files.write(SCREENSHOTS.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }

    private static String name(String page, int width, String scheme) {
        return page.replaceFirst("\\.html$", "").replace('/', '-') + "-" + width + "-" + scheme;
    }

    @ParameterizedTest
    @CsvSource({"360, 740, light", "360, 740, dark", "1280, 900, light", "1280, 900, dark"})
    void everyPageFitsAndIsQuiet(int width, int height, String scheme) throws IOException {
        for (String page : PAGES) {
            show(page, width, height, scheme);
            keep(name(page, width, scheme));

            assertThat(browser.executeScript("return document.documentElement.scrollWidth"))
                    .as("width of " + page)
                    .isEqualTo((long) width);
            assertThat(browser.executeScript("return getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo(scheme.equals("dark") ? "rgb(18, 24, 29)" : "rgb(252, 251, 248)");
            assertThat(browser.executeScript("return document.fonts.check('1rem \"Plex Sans\"')"))
                    .isEqualTo(true);
        }
        assertNothingWrongOrForeign();
    }

    @Test
    void onAPhoneNumbersOfChartsAndCommandsOfBothToolsAreInSight() {
        show("performance.html", 360, 740, "light");
        assertThat(browser.executeScript("return [...document.querySelectorAll('.chart text')].filter(text =>"
                        + " text.getBoundingClientRect().right > text.closest('svg').getBoundingClientRect().right)"
                        + ".map(text => text.textContent)"))
                .isEqualTo(List.of());

        show("coming-from.html", 360, 740, "light");
        assertThat(browser.executeScript("return [...document.querySelectorAll('td')].filter(cell =>"
                        + " cell.getBoundingClientRect().right > 360).map(cell => cell.textContent)"))
                .isEqualTo(List.of());

        show("start.html", 360, 740, "light");
        assertThat(browser.executeScript("return [...document.querySelectorAll('.code')].filter(block =>"
                        + " block.querySelector('code').getBoundingClientRect().top"
                        + " < block.querySelector('.copy').getBoundingClientRect().bottom).length"))
                .isEqualTo(0L);
    }

    @Test
    void onADeskWholeTablesAreInSight() {
        for (String page : List.of("performance.html", "coming-from.html")) {
            show(page, 1280, 900, "light");
            assertThat(browser.executeScript("return [...document.querySelectorAll('.table')].filter(table =>"
                            + " table.scrollWidth > table.clientWidth).map(table => table.ariaLabel)"))
                    .isEqualTo(List.of());
        }
    }

    private void assertNothingWrongOrForeign() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
        List<String> requests = browser.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(LogEntry::getMessage)
                .flatMap(message -> REQUEST.matcher(message).results().map(found -> found.group(1)))
                .toList();
        assertThat(requests)
                .isNotEmpty()
                .allMatch(
                        url -> url.startsWith(site.directory.toUri().toString().replaceFirst("^file:/+", "file:///")));
    }

    @ParameterizedTest
    @CsvSource({
        "--platform, man/dray-",
        "Drayage, api/dev.drayage/dev/drayage/Drayage.html",
        "imagearchive, ImageArchive.html",
        "registries mirror, registries.html",
        "dray export, man/dray-export.html"
    })
    void searchFindsAndGoesThere(String query, String target) throws IOException {
        show("man/dray-copy.html", 1280, 900, "light");
        browser.findElement(By.tagName("body")).sendKeys("/");
        WebElement field = browser.switchTo().activeElement();
        assertThat(field.getAttribute("id")).isEqualTo("search");

        field.sendKeys(query);
        browser.findElement(By.cssSelector("#results a[aria-selected=true]"));
        List<String> found = browser.findElements(By.cssSelector("#results a")).stream()
                .limit(8)
                .map(link -> link.getAttribute("href"))
                .toList();
        assertThat(found).anyMatch(href -> href.contains(target));
        keep("search-" + query.replaceAll("[^a-z]+", "-").replaceFirst("^-", ""));

        field.sendKeys(Keys.ENTER);
        assertThat(browser.getCurrentUrl()).isEqualTo(found.get(0));
        assertNothingWrongOrForeign();
    }

    @Test
    void keysMoveThroughResultsAndEscapeLeaves() {
        show("index.html", 1280, 900, "dark");
        browser.findElement(By.tagName("body")).sendKeys("/");
        WebElement field = browser.switchTo().activeElement();
        field.sendKeys("layout");
        browser.findElement(By.id("result-1"));
        field.sendKeys(Keys.ARROW_DOWN);

        assertThat(field.getAttribute("aria-activedescendant")).isEqualTo("result-1");
        assertThat(field.getAttribute("aria-expanded")).isEqualTo("true");

        field.sendKeys(Keys.ESCAPE);
        assertThat(browser.findElement(By.id("results")).isDisplayed()).isFalse();
        field = browser.findElement(By.id("search"));
        field.sendKeys("qqqqzzzz");
        assertThat(browser.findElement(By.cssSelector("#results p")).getText())
                .isEqualTo("Nothing found for “qqqqzzzz”.");
    }

    @Test
    void theFirstKeyLeadsToTheContent() {
        show("registries.html", 360, 740, "light");
        browser.switchTo().activeElement().sendKeys(Keys.TAB);
        WebElement skip = browser.switchTo().activeElement();
        assertThat(skip.getText()).isEqualTo("Skip to the content");
        assertThat(skip.getRect().getY()).isNotNegative();

        skip.sendKeys(Keys.ENTER);
        assertThat(browser.switchTo().activeElement().getAttribute("id")).isEqualTo("content");
    }

    @Test
    void chaptersUnfoldOnAPhone() throws IOException {
        show("registries.html", 360, 740, "dark");
        WebElement link = browser.findElement(By.cssSelector(".chapters a[href='performance.html']"));
        assertThat(link.isDisplayed()).isFalse();

        browser.findElement(By.cssSelector(".menu > summary")).click();
        keep("chapters-360-dark");
        link.click();
        assertThat(browser.getTitle()).isEqualTo("Performance · Drayage");
    }

    @Test
    void withoutJavaScriptEverythingButSearchIsThere() throws IOException {
        browser.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        try {
            show("performance.html", 360, 740, "light");
            keep("performance-360-no-script");
            assertThat(browser.findElement(By.cssSelector(".search")).isDisplayed())
                    .isFalse();
            assertThat(browser.findElements(By.cssSelector("figure.chart svg rect.bar")))
                    .hasSizeGreaterThan(50);
            browser.findElement(By.cssSelector("footer a[href='everything.html']"))
                    .click();
            assertThat(browser.getTitle()).isEqualTo("Index · Drayage");
        } finally {
            browser.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", false));
        }
    }

    @Test
    void ofAConsoleOnlyWhatIsTypedIsCopied() {
        show("command.html", 1280, 900, "light");
        browser.executeScript("window.copied = null;"
                + "navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); };");
        browser.executeScript("document.querySelector('.copy').click()");

        Matcher copied =
                Pattern.compile("(?s)dray export .*").matcher((String) browser.executeScript("return window.copied"));
        assertThat(copied.matches()).isTrue();
        assertThat(copied.group()).doesNotContain("$", "wrote").contains("\ndray ls oci-archive:hello.tar\n");
    }
}
