package dev.drayage.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drayage.server.RegistryServer;
import dev.drayage.server.ServerOptions;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
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

/** The pages in Chromium: on a phone and on a desk, light and dark. Screenshots are left in {@code target/screenshots}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageInBrowserTest {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");
    private static final Pattern REQUEST =
            Pattern.compile("\"method\":\"Network.requestWillBeSent\".*?\"url\":\"([^\"]*)\"");

    private final Gallery gallery = new Gallery();
    private final Map<String, String> pages = new LinkedHashMap<>();
    private RegistryServer server;
    private ChromeDriver browser;

    @BeforeAll
    void open(@TempDir Path profile) throws IOException {
        Optional<Program> chromium = Peers.find("chromium");
        Optional<Program> driver = Peers.find("chromedriver");
        assumeTrue(chromium.isPresent(), "there is no chromium; install the Debian package chromium");
        assumeTrue(driver.isPresent(), "there is no chromedriver; install the Debian package chromium-driver");
        Files.createDirectories(SCREENSHOTS);
        server = RegistryServer.start(
                WebPage.of(gallery.repositories, PageOptions.defaults(), problem -> {}), ServerOptions.defaults());
        namePages();
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
        browser.get("about:blank");
        browser.manage().logs().get(LogType.PERFORMANCE);
        browser.manage().timeouts().implicitlyWait(Duration.ofSeconds(10));
    }

    private void namePages() throws IOException {
        String image = "/r/" + Gallery.SERVER + "?digest=" + gallery.amd64.digest();
        String layer = new Browsing(gallery.repositories, PageOptions.defaults())
                .page(image)
                .select("table[aria-label=Layers] tbody th a")
                .get(0)
                .attr("href");
        pages.put("repositories", "/");
        pages.put("tags", "/r/" + Gallery.SERVER);
        pages.put("index", "/r/" + Gallery.SERVER + "?tag=2.1");
        pages.put("image", image);
        pages.put("folder", layer + "&folder=usr/bin");
        pages.put("long-folder", layer + "&folder=usr/share/doc");
        pages.put("found", layer + "&find=package-1");
        pages.put("file", layer + "&file=etc/os-release");
        pages.put("binary", layer + "&file=usr/bin/tool");
        pages.put("config", image + "&raw=" + gallery.amd64.digest());
        pages.put("signature", "/r/" + Gallery.SERVER + "?digest=" + gallery.signature.digest());
    }

    @AfterAll
    void close() throws IOException {
        if (browser != null) {
            browser.quit();
        }
        if (server != null) {
            server.close();
        }
    }

    private void show(String page, int width, int height, String scheme) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        browser.get(server.url() + pages.get(page));
    }

    /** The whole page, however long, up to what somebody would look at. */
    private void keep(String name, int width) throws IOException {
        long height = (Long) browser.executeScript("return document.documentElement.scrollHeight");
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        width,
                        "height",
                        (int) Math.min(3000, Math.max(700, height)),
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        width < 600));
        Files.write(SCREENSHOTS.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }

    private void assertNothingWrongOrForeign() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
        List<String> requests = browser.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(LogEntry::getMessage)
                .flatMap(message -> REQUEST.matcher(message).results().map(found -> found.group(1)))
                .toList();
        assertThat(requests).isNotEmpty().allMatch(url -> url.startsWith(server.url() + "/"));
    }

    @ParameterizedTest
    @CsvSource({"360, 740, light", "360, 740, dark", "1280, 900, light", "1280, 900, dark"})
    void everyPageFitsAndIsQuiet(int width, int height, String scheme) throws IOException {
        for (String page : pages.keySet()) {
            show(page, width, height, scheme);
            assertThat(browser.executeScript("return document.documentElement.scrollWidth"))
                    .as("width of " + page)
                    .isEqualTo((long) width);
            assertThat(browser.executeScript("return getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo(scheme.equals("dark") ? "rgb(18, 24, 29)" : "rgb(252, 251, 248)");
            keep(page + "-" + width + "-" + scheme, width);
        }
        assertNothingWrongOrForeign();
    }

    @Test
    void filtersWhatIsOnThePageAsOneTypes() {
        show("repositories", 1280, 900, "light");
        browser.findElement(By.tagName("body")).sendKeys("/");
        WebElement field = browser.switchTo().activeElement();
        assertThat(field.getAttribute("id")).isEqualTo("filter");

        field.sendKeys("RE");
        assertThat(shown(".repositories li"))
                .containsExactly("library/postgres", "library/redis", "team/tools/collect-and-report");
        assertThat(browser.findElement(By.cssSelector("p[role=status]")).getAttribute("textContent"))
                .isEqualTo("3 shown");
        field.sendKeys("qq");
        assertThat(shown("#list .empty")).containsExactly("Nothing here has this in its name.");
        field.sendKeys(Keys.ESCAPE);
        assertThat(shown(".repositories li")).hasSize(13);
        assertNothingWrongOrForeign();
    }

    @Test
    void asksTheServerForWhatIsNotOnThePage() {
        show("folder", 1280, 900, "light");
        browser.findElement(By.id("filter")).sendKeys("package-249");
        browser.findElement(By.cssSelector("tbody th a[href$='package-249%2Fcopyright']"));
        assertThat(shown("tbody th")).containsExactly("usr/share/doc/package-249/copyright");
        assertNothingWrongOrForeign();
    }

    private List<String> shown(String selector) {
        @SuppressWarnings("unchecked")
        List<String> texts = (List<String>) browser.executeScript(
                "return [...document.querySelectorAll(arguments[0])]"
                        + ".filter(each => each.checkVisibility()).map(each => each.innerText.trim())",
                selector);
        return texts;
    }

    @Test
    void copiesACommand() {
        show("index", 1280, 900, "light");
        browser.executeScript("window.copied = null;"
                + "navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); };");
        WebElement copy = browser.findElement(By.cssSelector("[aria-label='Copy docker']"));
        copy.sendKeys(Keys.ENTER);
        browser.findElement(By.xpath("//button[@aria-label='Copy docker'][text()='Copied']"));
        assertThat(browser.executeScript("return window.copied"))
                .isEqualTo("docker pull " + server.address() + "/library/server:2.1");
    }

    @Test
    void everythingCanBeReachedByKeys() {
        show("image", 1280, 900, "light");
        browser.switchTo().activeElement().sendKeys(Keys.TAB);
        WebElement skip = browser.switchTo().activeElement();
        assertThat(skip.getText()).isEqualTo("Skip to the content");
        assertThat(skip.getRect().getY()).isNotNegative();
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            browser.switchTo().activeElement().sendKeys(Keys.TAB);
            WebElement at = browser.switchTo().activeElement();
            if (at.getTagName().equals("body")) {
                break;
            }
            assertThat(browser.executeScript("return getComputedStyle(arguments[0]).outlineStyle", at))
                    .isEqualTo("solid");
            reached.add(at.getTagName() + " " + at.getText());
        }
        assertThat(reached)
                .contains(
                        "a Drayage",
                        "a Repositories",
                        "a How it runs",
                        "button Copy",
                        "button Download .tar",
                        "a #2",
                        "a layer #2");
        show("image", 1280, 900, "light");
        browser.switchTo().activeElement().sendKeys(Keys.TAB);
        browser.switchTo().activeElement().sendKeys(Keys.ENTER);
        assertThat(browser.switchTo().activeElement().getAttribute("id")).isEqualTo("content");
    }

    @Test
    void canBeReadWithoutScripts() throws IOException {
        browser.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        try {
            show("repositories", 360, 740, "light");
            browser.findElement(By.id("filter")).sendKeys("server", Keys.ENTER);
            browser.findElement(By.cssSelector(".repositories a[href='/r/library/server']"))
                    .click();
            browser.findElement(By.cssSelector("tbody th a[href$='tag=2.1']")).click();
            browser.findElement(By.cssSelector("table[aria-label=Manifests] tbody th a"))
                    .click();
            browser.findElement(By.cssSelector("table[aria-label=Layers] tbody th a"))
                    .click();
            browser.findElement(By.cssSelector("tbody th a")).click();
            browser.findElement(By.cssSelector("tbody th a[href$='os-release']"))
                    .click();
            assertThat(browser.findElement(By.cssSelector("pre.file")).getText())
                    .startsWith("NAME=\"Example Linux\"");
            assertThat(browser.findElements(By.cssSelector(".trail li"))).hasSize(6);
            Files.write(SCREENSHOTS.resolve("no-script-360.png"), browser.getScreenshotAs(OutputType.BYTES));
        } finally {
            browser.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", false));
        }
    }
}
