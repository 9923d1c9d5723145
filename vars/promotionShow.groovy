/** Shows in the build what the engine says, one thing a line; the promotion has ended, so nothing here fails it any more. */
void call(String folder) {
    def lines = (promotionEngine.output(folder, 'show.txt') ?: '').split('\n')
    for (int i = 0; i < lines.length; i++) {
        def words = lines[i].trim().split(' ', 2)
        String text = words.length == 2 ? words[1] : ''
        if (words[0] == 'description') {
            describe(text)
        } else if (words[0] == 'displayName') {
            currentBuild.displayName = text
        } else if (words[0] == 'keepLog') {
            currentBuild.keepLog = true
        } else if (words[0]) {
            catchError(buildResult: 'UNSTABLE', stageResult: 'UNSTABLE', catchInterruptions: false) {
                showByPlugin(words[0], text, folder)
            }
        }
    }
}

private void showByPlugin(String step, String text, String folder) {
    if (step == 'junit') {
        promotionEngine.withPlugin('promoteImage(junit: …)', step, 'junit') { junit(testResults: "${folder}/${text}", allowEmptyResults: true) }
    } else if (step == 'publishHTML') {
        promotionEngine.withPlugin('promoteImage(publish: …)', step, 'htmlpublisher') {
            publishHTML(target: [reportName: text, reportDir: "${folder}/report", reportFiles: 'index.html',
                keepAll: true, alwaysLinkToLastBuild: true, allowMissing: false])
        }
    } else if (step == 'addInfoBadge') {
        promotionEngine.withPlugin('promoteImage(badge: …)', step, 'badge') { addInfoBadge(text: text, link: promotionEngine.page(folder)) }
    } else if (step == 'addWarningBadge') {
        promotionEngine.withPlugin('promoteImage(badge: …)', step, 'badge') { addWarningBadge(text: text, link: promotionEngine.page(folder)) }
    }
}

/** Adds a line to the build's description. */
void describe(String line) {
    currentBuild.description = currentBuild.description ? "${currentBuild.description}\n${line}" : line
}
