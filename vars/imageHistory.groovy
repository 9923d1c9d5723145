/** Says what happened to an image, or in an environment; see imageHistory.txt. */
String call(Map options = [:]) {
    String document = null
    promotionEngine.onAgent(options) {
        String folder = promotionEngine.newFolder('history', options)
        promotionEngine(command: 'history', options: options, folder: folder)
        document = promotionEngine.output(folder, 'answer.json')
    }
    return document
}
