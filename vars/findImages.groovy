/** Finds images by what is recorded of them; see findImages.txt. */
List call(Map options = [:]) {
    String references = null
    promotionEngine.onAgent(options) {
        references = promotionEngine(command: 'find', options: options, folder: promotionEngine.newFolder("find-${options.env}", options))
    }
    return references ? references.tokenize('\n') : []
}
