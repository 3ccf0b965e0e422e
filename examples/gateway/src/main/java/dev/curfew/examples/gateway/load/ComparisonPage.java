package dev.curfew.examples.gateway.load;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** A comparison as one page of HTML that fetches nothing; Chart.js is part of it. */
final class ComparisonPage {

    private static final String TEMPLATE = "/dev/curfew/examples/gateway/load/comparison.html";
    private static final String CHART_JS = "/META-INF/resources/webjars/chart.js/%s/dist/chart.umd.min.js";
    private static final String CHART_JS_POM = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";

    private ComparisonPage() {}

    static String of(Comparison comparison) throws IOException {
        // Gson writes no '<', which could end the script that it stands in.
        return text(TEMPLATE).replace("/*data*/", new Gson().toJson(comparison)).replace("/*chart.js*/", chartJs());
    }

    private static String chartJs() throws IOException {
        Properties pom = new Properties();
        try (InputStream in = open(CHART_JS_POM)) {
            pom.load(in);
        }
        return text(CHART_JS.formatted(pom.getProperty("version")))
                .replaceAll("(?m)^//# sourceMappingURL=.*$", "")
                .replace("</script", "<\\/script");
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = ComparisonPage.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("not on the class path: " + resource);
        }
        return in;
    }
}
