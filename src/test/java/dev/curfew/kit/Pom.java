package dev.curfew.kit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The project's pom, as those see it who depend on the library. */
public final class Pom {

    /** Test and provided dependencies, and optional ones, are not passed on. */
    private static final String PASSED_ON =
            "/project/dependencies/dependency[not(optional='true') and not(scope='test') and not(scope='provided')]";

    private final XPath xpath = XPathFactory.newInstance().newXPath();
    private final Document document;

    private Pom(Document document) {
        this.document = document;
    }

    public static Pom read() throws Exception {
        return new Pom(DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("pom.xml").toFile()));
    }

    /** The text of an element, such as {@code /project/version}. */
    public String text(String path) throws XPathExpressionException {
        return xpath.evaluate(path, document).strip();
    }

    /** The artifacts that a user of the library gets with it. */
    public List<String> requiredByUsers() throws XPathExpressionException {
        NodeList found = (NodeList) xpath.evaluate(PASSED_ON + "/artifactId", document, XPathConstants.NODESET);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            names.add(found.item(i).getTextContent().strip());
        }
        return names;
    }
}
